package dev.bulkhead.cluster;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.nio.serialization.DataSerializableFactory;
import com.hazelcast.nio.serialization.IdentifiedDataSerializable;

import java.io.IOException;
import java.util.concurrent.Callable;

/** Takes a sealed order to a member's workshop; all that is ever sent to one. */
final class RunOrder
        implements Callable<byte[]>, HazelcastInstanceAware, IdentifiedDataSerializable {
    /** Under which a member keeps its workshop. */
    static final String WORKSHOP = "workshop";

    static final int FACTORY = 8;
    static final DataSerializableFactory FACTORY_OF_THESE = _ -> new RunOrder(new byte[0]);
    private static final int CLASS = 1;

    private byte[] sealed;
    private HazelcastInstance member;

    RunOrder(byte[] sealed) {
        this.sealed = sealed.clone();
    }

    @Override
    public void setHazelcastInstance(HazelcastInstance instance) {
        member = instance;
    }

    @Override
    public byte[] call() {
        return ((Workshop) member.getUserContext().get(WORKSHOP)).does(sealed);
    }

    @Override
    public int getFactoryId() {
        return FACTORY;
    }

    @Override
    public int getClassId() {
        return CLASS;
    }

    @Override
    public void writeData(ObjectDataOutput out) throws IOException {
        out.writeByteArray(sealed);
    }

    @Override
    public void readData(ObjectDataInput in) throws IOException {
        sealed = in.readByteArray();
    }
}
